// Media through the JS SDKs 3 to 5: given as bytes and as a data URI, uploaded, read back as
// references and resolved to bytes. Prints one document.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const run = process.env.RUN;
const generation = Number(process.env.GENERATION);
const sound = Buffer.from(`sound of ${run}`.repeat(50));
const picture = Buffer.concat([Buffer.from([0x89]), Buffer.from(`picture of ${run}`.repeat(50))]);
const uri = `data:image/png;base64,${picture.toString("base64")}`;
const messages = [{ role: "user", content: [{ type: "image_url", image_url: { url: uri } }] }];
let read;
let resolved;
let media;

if (generation === 3) {
  const { Langfuse, LangfuseMedia } = require("langfuse");
  await import("node:crypto"); // which the SDK itself loads in the background
  await new Promise(setImmediate);
  const langfuse = new Langfuse();
  const own = () => new LangfuseMedia({ contentBytes: sound, contentType: "audio/wav" });
  const trace = langfuse.trace({ name: "media" });
  trace.generation({
    name: "look",
    input: { messages },
    output: own(),
    metadata: { recording: own() },
  });
  await langfuse.flushAsync();
  [read] = (await langfuse.fetchTrace(trace.id)).data.observations;
  resolved = await langfuse.resolveMediaReferences({
    obj: { input: read.input, output: read.output },
    resolveWith: "base64DataUri",
  });
  media = (id) => langfuse.fetchMedia(id);
} else {
  const { LangfuseClient } = require("@langfuse/client");
  const { LangfuseMedia } = require("@langfuse/core");
  const { LangfuseSpanProcessor } = require("@langfuse/otel");
  const { startObservation } = require("@langfuse/tracing");
  const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");
  const processor = new LangfuseSpanProcessor();
  new NodeTracerProvider({ spanProcessors: [processor] }).register();
  const client = new LangfuseClient();
  const own = () =>
    new LangfuseMedia({ source: "bytes", contentBytes: sound, contentType: "audio/wav" });
  const span = startObservation("look", {
    input: { messages },
    output: own(),
    metadata: { recording: own() },
  });
  span.end();
  await processor.forceFlush();
  [read] = (await client.api.trace.get(span.traceId)).observations;
  resolved = await client.media.resolveReferences({
    obj: { input: read.input, output: read.output },
    resolveWith: "base64DataUri",
  });
  media = (id) => client.api.media.get(id);
}
const reference = /type=([^|]+)\|id=([^|]+)\|source=(\w+)@@@/.exec(read.output);
console.log(
  JSON.stringify({
    read,
    resolved,
    uri,
    sound: sound.toString("base64"),
    reference: { content_type: reference[1], media_id: reference[2], source: reference[3] },
    media: await media(reference[2]),
  }),
);
process.exit(0);
