import type { CodegenConfig } from '@graphql-codegen/cli'

/** `schema.graphql` and the operations of the tests → typed documents. It reads the file: see docs/adr/0003. */
const config: CodegenConfig = {
  schema: './schema.graphql',
  documents: ['test/operations/**/*.graphql'],
  generates: {
    './test/support/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        importExtension: '.ts',
        scalars: { DateTime: 'string', URL: 'string', JSON: 'unknown', LanguageTag: 'string' },
      },
    },
  },
}

export default config
