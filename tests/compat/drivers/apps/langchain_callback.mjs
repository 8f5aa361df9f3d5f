// LangChain JS through Langfuse's CallbackHandler: a model that calls a tool, a streamed chain.
import { MODEL, QUESTION, SESSION, SYSTEM, USER, require, weather } from "./story.mjs";

const { ChatPromptTemplate } = require("@langchain/core/prompts");
const { RunnableLambda } = require("@langchain/core/runnables");
const { tool } = require("@langchain/core/tools");
const { ChatOpenAI } = require("@langchain/openai");
const { z } = require("zod");
const { CallbackHandler } = require("@langfuse/langchain");
const { LangfuseSpanProcessor } = require("@langfuse/otel");
const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const callbacks = [new CallbackHandler({ userId: USER, sessionId: SESSION })];
const look = tool(async ({ city }) => weather(city), {
  name: "weather",
  description: "The weather of a city.",
  schema: z.object({ city: z.string() }),
});
const prompt = ChatPromptTemplate.fromMessages([
  ["system", SYSTEM],
  ["placeholder", "{messages}"],
]);
const model = new ChatOpenAI({ model: MODEL, temperature: 0.2 });
const chain = prompt.pipe(model.bindTools([look]));

const assistant = RunnableLambda.from(async ({ question }, config) => {
  const messages = [{ role: "user", content: question }];
  const called = await chain.invoke({ messages }, config);
  const result = await look.invoke(called.tool_calls[0], config);
  return chain.invoke({ messages: [...messages, called, result] }, config);
}).withConfig({ runName: "assistant" });

await assistant.invoke({ question: QUESTION }, { callbacks });
for await (const _ of await prompt
  .pipe(model)
  .stream({ messages: [{ role: "user", content: QUESTION }] }, { callbacks }));
await processor.forceFlush();
console.log("{}");
