/** A regular expression as text, without the escape that only a literal in code needs: `a/b`, not `a\/b`. */
export function patternSource({ source }: RegExp): string {
  return source.replace(/\\(.)/gs, (escaped, character) => (character === "/" ? character : escaped));
}
