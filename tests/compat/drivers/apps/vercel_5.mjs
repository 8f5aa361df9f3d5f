// Vercel's AI SDK 5 with its experimental telemetry: an agent loop with a tool, a stream.
import { MODEL, QUESTION, SESSION, SYSTEM, USER, require, weather } from "./story.mjs";

const { generateText, streamText, embed, stepCountIs, tool } = require("ai-5");
const { createOpenAI } = require("@ai-sdk/openai-2");
const { z } = require("zod");
const { LangfuseSpanProcessor } = require("@langfuse/otel");
const { startActiveObservation } = require("@langfuse/tracing");
const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const openai = createOpenAI();
const experimental_telemetry = {
  isEnabled: true,
  functionId: "answer",
  metadata: { userId: USER, sessionId: SESSION, plan: "pro" },
};

await startActiveObservation("assistant", async () => {
  await generateText({
    model: openai.chat(MODEL),
    system: SYSTEM,
    prompt: QUESTION,
    temperature: 0.2,
    stopWhen: stepCountIs(3),
    tools: {
      weather: tool({
        description: "The weather of a city.",
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => weather(city),
      }),
    },
    experimental_telemetry,
  });
  const streamed = streamText({
    model: openai.chat(MODEL),
    system: SYSTEM,
    prompt: QUESTION,
    experimental_telemetry,
  });
  for await (const _ of streamed.textStream);
  await generateText({
    model: openai.responses(MODEL),
    system: SYSTEM,
    prompt: QUESTION,
    experimental_telemetry,
  });
  await embed({
    model: openai.textEmbedding("text-embedding-3-small"),
    value: QUESTION,
    experimental_telemetry,
  });
});
await processor.forceFlush();
console.log("{}");
