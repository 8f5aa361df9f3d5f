// Langfuse JS SDKs 4 and 5: chunked OTLP/JSON, scores as JSON batches. Writes the story, reads it
// back, prints one document.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const tracing = require("@langfuse/tracing");
const { LangfuseSpanProcessor } = require("@langfuse/otel");
const { LangfuseClient } = require("@langfuse/client");
const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");

const story = JSON.parse(readFileSync(0, "utf8"));
const run = process.env.RUN;
const userId = `ada-${run}`;
const sessionId = `basket-${run}`;
const { trace: told, retrieve, answer, failing, scores } = story;
const newest = tracing.setActiveTraceAsPublic !== undefined;

const processor = new LangfuseSpanProcessor({
  environment: told.environment,
  release: told.release,
});
new NodeTracerProvider({ spanProcessors: [processor] }).register();
const client = new LangfuseClient();

const attributes = {
  userId,
  sessionId,
  tags: told.tags,
  metadata: told.metadata,
  version: told.version,
  traceName: told.name,
};
const ids = await tracing.propagateAttributes(attributes, () =>
  tracing.startActiveObservation(told.name, (root) => {
    root.update({ input: told.input, output: told.output });
    if (newest) {
      tracing.setActiveTraceAsPublic();
      tracing.setActiveTraceIO({ input: told.input, output: told.output });
    } else {
      root.updateTrace({ public: true, input: told.input, output: told.output });
    }
    const span = root.startObservation("retrieve", {
      input: retrieve.input,
      metadata: retrieve.metadata,
    });
    const generation = span.startObservation(
      "answer",
      { model: answer.model, modelParameters: answer.modelParameters, input: answer.input },
      { asType: "generation" },
    );
    generation.update({
      output: answer.output,
      usageDetails: answer.usageDetails,
      costDetails: answer.costDetails,
      prompt: { name: answer.promptName, version: answer.promptVersion, isFallback: false },
    });
    generation.end();
    span.startObservation("cache-hit", story["cache-hit"], { asType: "event" });
    span.update({ output: retrieve.output }).end();
    root.startObservation("failing", failing).end();
    return { traceId: root.traceId, generationId: generation.id };
  }),
);
await processor.forceFlush();
const { traceId, generationId } = ids;
client.score.create({ traceId, name: "quality", ...scores.quality });
client.score.create({
  traceId,
  observationId: generationId,
  name: "correct",
  value: scores.correct.value,
  dataType: "BOOLEAN",
});
client.score.create({
  traceId,
  name: "verdict",
  value: scores.verdict.value,
  dataType: "CATEGORICAL",
});
await client.flush();

const { api } = client;
const read = await api.trace.get(traceId);
const groups = "core,basic,time,io,metadata,model,usage,prompt,metrics,trace_context";
const v1 = api.legacy?.observationsV1 ?? api.observations;
const v2 = api.observationsV2 ?? api.observations;
const v2Scores = api.scoreV2 ?? api.scores;
const document = {
  traceId,
  trace: read,
  observations: read.observations,
  scores: read.scores,
  generation: await v1.get(generationId),
  tracesOfUser: (await api.trace.list({ userId, tags: told.tags })).data.map((row) => row.id),
  generations: (await v1.getMany({ traceId, type: "GENERATION" })).data.map((row) => row.id),
  tracesOfSession: (await api.sessions.get(sessionId)).traces.map((row) => row.id),
  observationsV2: (await v2.getMany({ traceId, fields: groups, limit: 50 })).data,
  listedScores: (await (v2Scores.getMany ?? v2Scores.get).call(v2Scores, { userId })).data
    .map((row) => row.name)
    .sort(),
};
if (api.scoresV3) {
  const fields = "details,subject";
  document.scoresV3 = [
    ...(await api.scoresV3.getManyV3({ traceId, fields })).data,
    ...(await api.scoresV3.getManyV3({ traceId, observationId: generationId, fields })).data,
  ];
}
await processor.shutdown();
await client.shutdown();
console.log(JSON.stringify(document));
