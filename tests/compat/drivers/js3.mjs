// Langfuse JS SDK 3: JSON batches. Writes the story, reads it back, prints one document.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { Langfuse } = require("langfuse");
const { TextPromptClient } = require("langfuse-core");

const story = JSON.parse(readFileSync(0, "utf8"));
const run = process.env.RUN;
const userId = `ada-${run}`;
const sessionId = `basket-${run}`;
const { trace: told, retrieve, answer, failing, scores } = story;

const langfuse = new Langfuse({ release: told.release, environment: told.environment });
const trace = langfuse.trace({
  name: told.name,
  userId,
  sessionId,
  tags: told.tags,
  metadata: told.metadata,
  version: told.version,
  input: told.input,
  public: true,
});
const span = trace.span({ name: "retrieve", input: retrieve.input, metadata: retrieve.metadata });
const generation = span.generation({
  name: "answer",
  model: answer.model,
  modelParameters: answer.modelParameters,
  input: answer.input,
  prompt: new TextPromptClient({
    name: answer.promptName,
    version: answer.promptVersion,
    prompt: "Answer.",
    type: "text",
    config: {},
    labels: [],
    tags: [],
  }),
});
generation.end({
  output: answer.output,
  usageDetails: answer.usageDetails,
  costDetails: answer.costDetails,
});
span.event({ name: "cache-hit", ...story["cache-hit"] });
trace.span({ name: "failing" }).end(failing);
span.end({ output: retrieve.output });
trace.score({ name: "quality", ...scores.quality });
generation.score({ name: "correct", value: scores.correct.value, dataType: "BOOLEAN" });
langfuse.score({
  traceId: trace.id,
  name: "verdict",
  value: scores.verdict.value,
  dataType: "CATEGORICAL",
});
trace.update({ output: told.output });
await langfuse.flushAsync();

const read = (await langfuse.fetchTrace(trace.id)).data;
const document = {
  traceId: trace.id,
  trace: read,
  observations: read.observations,
  scores: read.scores,
  generation: (await langfuse.fetchObservation(generation.id)).data,
  tracesOfUser: (await langfuse.fetchTraces({ userId, tags: told.tags })).data.map((row) => row.id),
  generations: (
    await langfuse.fetchObservations({ traceId: trace.id, type: "GENERATION" })
  ).data.map((row) => row.id),
  tracesOfSession: (await langfuse.fetchTraces({ sessionId })).data.map((row) => row.id),
  sessionListed: (await langfuse.fetchSessions()).data.some((row) => row.id === sessionId),
};
await langfuse.shutdownAsync();
console.log(JSON.stringify(document));
