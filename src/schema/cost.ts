/** What a field costs, for `server/limit`: a word in its `extensions`. */
export interface FieldCost {
  /** Of one object, or of the field itself. Default: 1, a scalar 0, a mutation 10. */
  readonly points?: number
  /**
   * How many objects a list holds: named by these arguments (a number, or a list's length), the first that is given;
   * `preset` where none is.
   */
  readonly size?: { readonly by: readonly string[]; readonly preset: number }
  /** It is a list whose size the field around it says. */
  readonly isPage?: true
}

/** For a field's `extensions`. */
export const costing = (cost: FieldCost): { readonly cost: FieldCost } => ({ cost })
