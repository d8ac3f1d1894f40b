// The peer: GraphQL Yoga's engine behind graphql-ws, joined as both projects' documentation says.
// Prints its port; each line on standard input is one change of the call.
import { setMaxListeners } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { readFileSync } from 'node:fs'
import { useServer } from 'graphql-ws/use/ws'
import { Repeater, createPubSub, createSchema, createYoga } from 'graphql-yoga'
import { WebSocketServer } from 'ws'

setMaxListeners(0) // hundreds of subscribers listen to one topic, and that is no leak
const { typeDefs, call } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const pubSub = createPubSub()
let revision = 0

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Subscription: {
        call: {
          subscribe: () => Repeater.merge([undefined, pubSub.subscribe('changed')]),
          resolve: () => ({ ...call, revision }),
        },
      },
    },
  }),
  logging: false,
})

const server = createServer(yoga)
useServer(
  {
    execute: (args) => args.rootValue.execute(args),
    subscribe: (args) => args.rootValue.subscribe(args),
    onSubscribe: async (ctx, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...ctx,
        req: ctx.extra.request,
        socket: ctx.extra.socket,
        params,
      })
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      }
      const errors = validate(args.schema, args.document)
      return errors.length ? errors : args
    },
  },
  new WebSocketServer({ server, path: yoga.graphqlEndpoint }),
)

createInterface({ input: process.stdin })
  .on('line', () => {
    revision += 1
    pubSub.publish('changed', {})
  })
  .on('close', () => process.exit(0))

server.listen(0, '127.0.0.1', () => console.log(server.address().port))
