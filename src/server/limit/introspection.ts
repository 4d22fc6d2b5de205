import { GraphQLError, type ValidationRule } from 'graphql'

/** `__typename` stays: clients ask for it with every object. */
export const noIntrospection: ValidationRule = (context) => ({
  Field: (node) => {
    if (node.name.value !== '__schema' && node.name.value !== '__type') return
    context.reportError(new GraphQLError('Introspection is off here.', { nodes: node }))
  },
})
