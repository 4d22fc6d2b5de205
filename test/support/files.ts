/** Files as a client of Parley meets them. */
import type { AttachmentKind } from '../../src/domain/attachment.ts'
import type { Stack } from './stack.ts'

export interface FoundFile {
  readonly id: string
  readonly kind: AttachmentKind
  readonly url: string | null
  readonly thumbnailUrl: string | null
  readonly fileName: string | null
  readonly contentType: string | null
  readonly size: number | null
}

export interface FoundConversation {
  readonly id: string
  readonly provider: 'CHATWOOT' | 'INFOBIP'
  readonly files: readonly FoundFile[]
}

/** Every conversation of the demo data, with the files of its last messages. */
export const conversationsOf = async (
  { url }: Pick<Stack, 'url'>,
  headers: Record<string, string> = {},
): Promise<FoundConversation[]> => {
  const found: FoundConversation[] = []
  for (let after: string | null = null; ; ) {
    const { conversations } = await run(url, headers, after)
    for (const { id, provider, messages } of conversations.nodes) {
      found.push({ id, provider, files: messages.nodes.flatMap(({ attachments }) => attachments) })
    }
    if (!conversations.pageInfo.hasNextPage) return found
    after = conversations.pageInfo.endCursor
  }
}

interface Found {
  readonly conversations: {
    readonly nodes: readonly {
      readonly id: string
      readonly provider: 'CHATWOOT' | 'INFOBIP'
      readonly messages: { readonly nodes: readonly { readonly attachments: readonly FoundFile[] }[] }
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}

const query = `query Files($after: String) {
  conversations(first: 8, after: $after) {
    nodes {
      id
      provider
      messages(last: 50) {
        nodes { attachments { id kind url thumbnailUrl fileName contentType size } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

const run = async (url: string, headers: Record<string, string>, after: string | null): Promise<Found> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { after } }),
  })
  const { data, errors } = (await response.json()) as { data: Found | null; errors?: unknown }
  if (!data || errors) throw new Error(`Unexpected answer: ${JSON.stringify(errors)}`)
  return data
}
