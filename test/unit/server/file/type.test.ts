import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { openSpool } from '../../../../src/server/file/spool.ts'
import { typeOf } from '../../../../src/server/file/type.ts'
import { RestError } from '../../../../src/server/rest/error.ts'

const typeOfBytes = async (bytes: Buffer | string, declaredType = '', name = 'file') => {
  const spool = await openSpool(tmpdir())
  try {
    return await typeOf({ name, declaredType }, await spool.fill(Readable.from([Buffer.from(bytes)])))
  } finally {
    await spool.discard()
  }
}

const refusalOf = async (...given: Parameters<typeof typeOfBytes>): Promise<RestError> => {
  const error = await typeOfBytes(...given).catch((cause: unknown) => cause)
  if (!(error instanceof RestError)) throw new Error(`not refused: ${error}`)
  return error
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const jpeg = hex('ffd8ffe000104a46494600010100000100010000ffd9')
const webm = hex('1a45dfa3 9f4286810142f7810142f2810442f381084282847765626d4287810442858102')
const compound = Buffer.concat([hex('d0cf11e0a1b11ae1'), Buffer.alloc(600)])
const exe = Buffer.concat([Buffer.from('MZ'), hex('90000300000004000000ffff0000b800'), Buffer.alloc(512)])
const elf = Buffer.concat([hex('7f454c46020101'), Buffer.alloc(64)])

describe('the content decides', () => {
  test.each([
    ['a PNG', png, 'image/png', 'image/png'],
    ['a JPEG that calls itself PNG', jpeg, 'image/png', 'image/jpeg'],
    ['a PNG without a type', png, '', 'image/png'],
    ['a PNG that calls itself HTML', png, 'text/html', 'image/png'],
    ['a PDF', '%PDF-1.7\n1 0 obj', 'application/octet-stream', 'application/pdf'],
    ['a recording in a film’s container', webm, 'audio/webm;codecs=opus', 'audio/webm'],
    ['a film', webm, 'video/webm', 'video/webm'],
    ['an old Word document', compound, 'application/msword', 'application/msword'],
    ['bytes that nobody knows', hex('0001020304'), 'application/x-thing', 'application/octet-stream'],
  ])('%s', async (_what, bytes, declared, expected) => {
    expect(await typeOfBytes(bytes, declared)).toBe(expected)
  })
})

describe('a text is', () => {
  test.each([
    ['what it says, if that is harmless', 'a,b\n1,2', 'text/csv', 'a', 'text/csv'],
    [
      'what its ending says, when the browser guessed',
      'a,b\n1,2',
      'application/vnd.ms-excel',
      'a.csv',
      'text/csv',
    ],
    ['plain, if it calls itself HTML', '<script>alert(1)</script>', 'text/html', 'a.html', 'text/plain'],
    [
      'plain, if it calls itself a vector picture',
      '<svg onload="alert(1)"/>',
      'image/svg+xml',
      'a.svg',
      'text/plain',
    ],
    ['plain, even if it begins like a picture', 'BMW price list', '', 'a', 'text/plain'],
    ['plain, even if it begins like a program', 'MZ is a rapper', '', 'a', 'text/plain'],
    ['text in any language', 'שלום 你好 🎉', 'text/plain', 'a', 'text/plain'],
    ['text in an old encoding', Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'text/csv', 'a.csv', 'text/csv'],
    ['text in UTF-16', Buffer.from('\ufeffa;b', 'utf16le'), 'text/csv', 'a.csv', 'text/csv'],
  ])('%s', async (_what, bytes, declared, name, expected) => {
    expect(await typeOfBytes(bytes, declared, name)).toBe(expected)
  })
})

describe('refused with 415:', () => {
  test.each([
    ['an .exe that calls itself PNG', exe, 'image/png', 'cat.png'],
    ['an ELF program', elf, 'application/octet-stream', 'a'],
    ['a shell script', '#!/bin/sh\nrm -rf /', 'text/plain', 'a.txt'],
    ['a batch file by its ending', 'del *.*', 'text/plain', 'a.BAT'],
  ])('%s', async (_what, bytes, declared, name) => {
    expect(await refusalOf(bytes, declared, name)).toMatchObject({
      status: 415,
      code: 'BAD_USER_INPUT',
      message: 'Programs are not taken.',
    })
  })

  test.each([
    ['bytes that call themselves PNG', hex('0001020304'), 'image/png'],
    ['a text that calls itself PNG', 'hello', 'image/png'],
    ['a text that calls itself a film', 'hello', 'video/mp4'],
    ['a text that calls itself PDF', 'hello', 'application/pdf'],
  ])('%s', async (_what, bytes, declared) => {
    const { status, message } = await refusalOf(bytes, declared)
    expect([status, message]).toEqual([415, `The content of the file is not ${declared}.`])
  })
})
