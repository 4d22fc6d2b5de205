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
  /** What the ratio shall be at least. */
  readonly minRatio?: number
}

/** Of Parley alone. */
export const row = (what: string, parley: number, unit = '', target: Partial<Row> = {}): Row => ({
  what,
  parley,
  unit,
  ...target,
})

export type Scenario = (options: Options) => Promise<readonly Row[]>

/** `ratio`: the bare side's figure to Parley's; 1 is as cheap as bare. */
export const printTable = (title: string, rows: readonly Row[]): void => {
  const lines = rows.map((each) => {
    const { what, parley, bare, unit } = each
    const targets = targetsOf(each)
    return [
      what,
      `${shown(parley)} ${unit}`.trim(),
      bare === undefined ? '' : `${shown(bare)} ${unit}`.trim(),
      bare === undefined ? '' : shown(bare / parley),
      targets.map(({ text }) => text).join(', '),
      targets.length === 0 ? '' : targets.every(({ isHeld }) => isHeld) ? 'held' : 'missed',
    ]
  })
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

const targetsOf = ({ parley, bare = Number.NaN, max, is, minRatio }: Row) => [
  ...(max === undefined ? [] : [{ text: `≤ ${shown(max)}`, isHeld: parley <= max }]),
  ...(is === undefined ? [] : [{ text: `= ${shown(is)}`, isHeld: parley === is }]),
  ...(minRatio === undefined
    ? []
    : [{ text: `ratio ≥ ${shown(minRatio)}`, isHeld: bare / parley >= minRatio }]),
]
