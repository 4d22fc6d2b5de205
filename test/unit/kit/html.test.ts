import { describe, expect, it } from 'vitest'
import { htmlToText } from '../../../src/kit/html.ts'

describe('htmlToText', () => {
  it.each([
    ['<html><body>Just words.</body></html>', 'Just words.'],
    ['<p>One</p><p>Two<br/>Three</p>', 'One\n\nTwo\nThree'],
    ['<HEAD><title>x</title></HEAD><STYLE>p{}</STYLE><script>a<b</script>Read <b>this</b>', 'Read this'],
    ['a\r\n   b<!-- <p>hidden</p> -->c', 'a bc'],
    [
      'Fish &amp; chips &lt;3 &#233;&#xE9; &nbsp;&copy; &#0; &#99999999;',
      'Fish & chips <3 éé  &copy; &#0; &#99999999;',
    ],
    ['1 < 2 and <3', '1 < 2 and <3'],
    ['cut <a href="x', 'cut'],
    ['<style>never closed', ''],
    ['İ<STYLE>x</STYLE>after', 'İafter'],
    ['', ''],
  ])('%j gives %j', (html, text) => {
    expect(htmlToText(html)).toBe(text)
  })

  it.each(['<style>', '<!--', '<', '<p', '&'])('is quick with a megabyte of %j', (part) => {
    const started = performance.now()
    htmlToText(part.repeat(1_000_000 / part.length))
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
