// Vercel's AI SDK 7 with Langfuse's telemetry integration: an agent loop with a tool, a stream.
import { MODEL, QUESTION, SESSION, SYSTEM, USER, require, weather } from "./story.mjs";

const { generateText, streamText, embed, registerTelemetry, stepCountIs, tool } = require("ai");
const { createOpenAI } = require("@ai-sdk/openai");
const { z } = require("zod");
const { LangfuseSpanProcessor } = require("@langfuse/otel");
const { LangfuseVercelAiSdkIntegration } = require("@langfuse/vercel-ai-sdk");
const { propagateAttributes, startActiveObservation } = require("@langfuse/tracing");
const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const processor = new LangfuseSpanProcessor();
new NodeTracerProvider({ spanProcessors: [processor] }).register();
registerTelemetry(new LangfuseVercelAiSdkIntegration());
const openai = createOpenAI();

await propagateAttributes({ userId: USER, sessionId: SESSION }, () =>
  startActiveObservation("assistant", async () => {
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
    });
    const streamed = streamText({ model: openai.chat(MODEL), system: SYSTEM, prompt: QUESTION });
    for await (const _ of streamed.textStream);
    await generateText({ model: openai.responses(MODEL), system: SYSTEM, prompt: QUESTION });
    await embed({ model: openai.embedding("text-embedding-3-small"), value: QUESTION });
  }),
);
await processor.forceFlush();
console.log("{}");
