import type { JsonObject } from '../../../src/domain/json.ts'
import type { ApiName } from './load.ts'
import type { Correction, Finding } from './validate.ts'

/** A place where a document is known to be wrong. */
export interface Deviation {
  readonly api: ApiName
  /** Tested against the finding's `operation`; absent: any. */
  readonly operation?: RegExp
  readonly where: RegExp
  readonly what: RegExp
  /** Heading number in our notes, e.g. `§10`. */
  readonly section: string
  /** The words of that section which say so. */
  readonly quote: string
  /** What is right in place of the response schema that `where` names. */
  readonly instead?: JsonObject
}

export interface Settlement {
  /** Findings that no deviation covers, one per key. */
  readonly unexplained: readonly Finding[]
  /** Deviations that no finding needed: the document was corrected, or nothing exercises them. */
  readonly unused: readonly Deviation[]
}

export const settle = (findings: readonly Finding[], deviations: readonly Deviation[]): Settlement => {
  const distinct = [...new Map(findings.map((each) => [`${each.api} ${each.key}`, each])).values()]
  return {
    unexplained: distinct.filter((finding) => !deviations.some((deviation) => covers(deviation, finding))),
    unused: deviations.filter((deviation) => !distinct.some((finding) => covers(deviation, finding))),
  }
}

const covers = (deviation: Deviation, finding: Finding): boolean =>
  deviation.api === finding.api &&
  (deviation.operation?.test(finding.operation) ?? true) &&
  deviation.where.test(finding.where) &&
  deviation.what.test(finding.what)

/** The corrections among the deviations, for `judgeExchange`. */
export const correctionsOf =
  (api: ApiName, deviations: readonly Deviation[]): Correction =>
  (operation, status) =>
    deviations.find(
      (each) =>
        each.api === api &&
        each.instead &&
        (each.operation?.test(operation) ?? true) &&
        each.where.test(`response ${status}`),
    )?.instead
