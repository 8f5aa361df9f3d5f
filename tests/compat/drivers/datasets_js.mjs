// Datasets and experiments through the JS SDKs 3 to 5: created, read, run (3 links traces by hand),
// read back. Prints one document.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const run = process.env.RUN;
const generation = Number(process.env.GENERATION);
const name = `folder/sub dir/${run} 50%?`;
const runName = `run/${run}`;
const capitals = { France: "Paris", Germany: "Bonn" };
const items = [
  ["France", "Paris"],
  ["Germany", "Berlin"],
].map(([country, capital], number) => ({
  datasetName: name,
  id: `${run}-${number}`,
  input: { country },
  expectedOutput: capital,
  metadata: { number },
}));
const gone = { datasetName: name, id: `${run}-gone` };
const about = { name, description: "capitals", metadata: { v: 1 } };
const plain = (item) => ({
  id: item.id,
  input: item.input,
  expectedOutput: item.expectedOutput,
  metadata: item.metadata,
  status: item.status,
});
const document = { name, refused: "" };

if (generation === 3) {
  const { Langfuse } = require("langfuse");
  const langfuse = new Langfuse();
  document.datasetId = (await langfuse.createDataset(about)).id;
  for (const item of items) await langfuse.createDatasetItem(item);
  await langfuse.createDatasetItem({ ...gone, input: "x" });
  await langfuse.createDatasetItem({ ...gone, status: "ARCHIVED" });
  const dataset = await langfuse.getDataset(name);
  document.described = [dataset.name, dataset.description, dataset.metadata];
  document.items = dataset.items.map(plain);
  for (const item of dataset.items) {
    const output = capitals[item.input.country];
    const trace = langfuse.trace({ input: item.input, output });
    await item.link(trace, runName, { description: "by hand" });
    trace.score({ name: "right", value: Number(output === item.expectedOutput) });
  }
  await langfuse.flushAsync();
  document.readRun = await langfuse.getDatasetRun({ datasetName: name, runName });
  document.runs = (await langfuse.getDatasetRuns(name)).data.map((one) => one.name);
  document.runId = document.readRun.id;
} else {
  const { LangfuseClient } = require("@langfuse/client");
  const { LangfuseSpanProcessor } = require("@langfuse/otel");
  const { NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");
  const processor = new LangfuseSpanProcessor();
  new NodeTracerProvider({ spanProcessors: [processor] }).register();
  const client = new LangfuseClient();
  document.datasetId = (await client.api.datasets.create(about)).id;
  for (const item of items) await client.api.datasetItems.create(item);
  await client.api.datasetItems.create({ ...gone, input: "x" });
  await client.api.datasetItems.create({ ...gone, status: "ARCHIVED" });
  const dataset = await client.dataset.get(name);
  document.described = [dataset.name, dataset.description, dataset.metadata];
  document.items = dataset.items.map(plain);
  const result = await dataset.runExperiment({
    name: "capitals",
    runName,
    description: "which are known",
    metadata: { model: "table" },
    task: async ({ input }) => capitals[input.country],
    evaluators: [
      async ({ output, expectedOutput }) => ({
        name: "right",
        value: Number(output === expectedOutput),
      }),
    ],
    runEvaluators: [
      async ({ itemResults }) => ({
        name: "share",
        value:
          itemResults.reduce((sum, one) => sum + one.evaluations[0].value, 0) / itemResults.length,
      }),
    ],
  });
  await processor.forceFlush();
  await client.flush();
  document.ranItems = result.itemResults.length;
  document.runId = result.experimentId ?? result.datasetRunId;
  document.readRun = await client.api.datasets.getRun(
    encodeURIComponent(name),
    encodeURIComponent(runName),
  ).catch(() => client.api.datasets.getRun(name, runName));
  document.runs = (await client.api.datasets.getRuns(name)).data.map((one) => one.name);
  await client.shutdown();
  await processor.shutdown();
}
console.log(JSON.stringify(document));
