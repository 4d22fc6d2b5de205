/** What a caller whom Parley itself knows may do: read; read, send and change messages; all there is. */
export const roles = ['viewer', 'agent', 'admin'] as const
export type Role = (typeof roles)[number]

/** Each role may do what those before it may. */
export const isAtLeast = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)
