// What every driver of an application says, whose it is, and how it finds its packages.
import { createRequire } from "node:module";

export const require = createRequire(`${process.cwd()}/`);
export const RUN = process.env.RUN;
export const USER = `ada-${RUN}`;
export const SESSION = `session-${RUN}`;
export const MODEL = "gpt-4o-mini";
export const SYSTEM = "You are kind";
export const QUESTION = "What is the weather in Paris?";
export const weather = (city) => `sunny in ${city}`;
