// Langfuse's wrapper of OpenAI's JS client: a chat, a stream, the responses API, embeddings.
import { MODEL, QUESTION, SESSION, SYSTEM, USER, require } from "./story.mjs";

const OpenAI = require("openai").default;
const { observeOpenAI } = require("@langfuse/openai");
const { LangfuseSpanProcessor } = require("@langfuse/otel");
const { propagateAttributes, startActiveObservation } = require("@langfuse/tracing");
const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const client = observeOpenAI(new OpenAI({ maxRetries: 0 }));
const messages = [
  { role: "system", content: SYSTEM },
  { role: "user", content: QUESTION },
];

await propagateAttributes({ userId: USER, sessionId: SESSION }, () =>
  startActiveObservation("assistant", async () => {
    await client.chat.completions.create({ model: MODEL, messages, temperature: 0.2 });
    const streamed = await client.chat.completions.create({
      model: MODEL,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const _ of streamed);
    await client.responses.create({ model: MODEL, instructions: SYSTEM, input: QUESTION });
    await client.embeddings.create({ model: "text-embedding-3-small", input: QUESTION });
  }),
);
await processor.forceFlush();
console.log("{}");
