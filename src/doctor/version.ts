/** Numbers apart by dots; what follows a number counts for nothing. */
export const isOlder = (version: string, than: string): boolean => {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0)
  const [left, right] = [numbers(version), numbers(than)]
  const differences = right.map((part, at) => (left[at] ?? 0) - part)
  return (differences.find((difference) => difference !== 0) ?? 0) < 0
}
