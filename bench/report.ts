/** Figures as a table, and what a scenario is asked to do. */

export interface Options {
  readonly subscribers: number
  /** How long a load lasts. Default: as each scenario has it. */
  readonly seconds?: number
  /** How often each side is measured in turn; what is shown is the median. */
  readonly rounds: number
}

export interface Row {
  readonly what: string
  readonly parley: number
  /** Of the least that could do the same, in the same run. */
  readonly bare?: number
  readonly unit: string
  /** What it shall be at most (`max`), or exactly (`is`). */
  readonly max?: number
  readonly is?: number
}

export type Scenario = (options: Options) => Promise<readonly Row[]>

/** `ratio`: the bare side's figure to Parley's; 1 is as cheap as bare. */
export const printTable = (title: string, rows: readonly Row[]): void => {
  const lines = rows.map(({ what, parley, bare, unit, max, is }) => [
    what,
    `${shown(parley)} ${unit}`.trim(),
    bare === undefined ? '' : `${shown(bare)} ${unit}`.trim(),
    bare === undefined ? '' : shown(bare / parley),
    max !== undefined ? `≤ ${shown(max)}` : is !== undefined ? `= ${shown(is)}` : '',
    verdict(parley, max, is),
  ])
  const table = [['', 'Parley', 'bare', 'ratio', 'target', ''], ...lines]
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? []
  console.log(`\n${title}`)
  for (const line of table) {
    console.log(
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0, column > 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

const pad = (cell: string, width: number, isNumber: boolean): string =>
  isNumber ? cell.padStart(width) : cell.padEnd(width)

const shown = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3)

const verdict = (value: number, max: number | undefined, is: number | undefined): string => {
  if (max === undefined && is === undefined) return ''
  return value <= (max ?? Number.POSITIVE_INFINITY) && value === (is ?? value) ? 'held' : 'missed'
}
