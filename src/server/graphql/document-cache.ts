/** Documents that were parsed and accepted, so that one that comes again is only looked up. */
import type { DocumentNode } from 'graphql'

/** Longer texts are parsed each time: together the kept ones must stay small, whoever sends them. */
const maxLength = 32_768
const maxDocuments = 512

export interface DocumentCache {
  get(text: string): DocumentNode | undefined
  set(text: string, document: DocumentNode): unknown
}

export const createDocumentCache = (): DocumentCache => {
  const documents = new Map<string, DocumentNode>()
  return {
    get: (text) => {
      const document = documents.get(text)
      if (document === undefined) return undefined
      documents.delete(text) // the least used comes first
      documents.set(text, document)
      return document
    },
    set: (text, document) => {
      if (text.length > maxLength) return
      documents.set(text, document)
      for (const oldest of documents.keys()) {
        if (documents.size <= maxDocuments) break
        documents.delete(oldest)
      }
    },
  }
}
