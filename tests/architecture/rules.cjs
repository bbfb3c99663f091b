/** The layers as rules. Each comment is what a developer reads when the build fails. */
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });
const runtimeOnly = { dependencyTypesNot: ["type-only"] };

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      "Modules that import each other are really one.",
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ["type-only"] },
      },
    ),
    rule(
      "app-is-thin",
      "Pages, actions and routes call a service; they never touch tables, devices or providers.",
      { path: "^app/" },
      {
        path: "^(drizzle/|lib/(db|routeros|mpesa|sms|sync|billing)/)|^node_modules/(drizzle-orm|pg)/",
        ...runtimeOnly,
      },
    ),
    rule(
      "one-mount-for-functions",
      "Only the Inngest route knows the durable functions.",
      { path: "^app/", pathNot: "^app/api/inngest/route\\.ts$" },
      { path: "^inngest/" },
    ),
    rule(
      "functions-are-thin",
      "A durable function is a controller too: it calls services.",
      { path: "^inngest/", pathNot: "^inngest/local/" },
      { path: "^(drizzle|app|components)/|^lib/(db|routeros|mpesa|sms)/", ...runtimeOnly },
    ),
    rule(
      "job-server-stands-alone",
      "The job server could be any Inngest server: it knows nothing of the product.",
      { path: "^inngest/local/" },
      { path: "^(app|components|services|drizzle|lib|tests|inngest/functions)/" },
    ),
    rule(
      "services-know-no-transport",
      "A service runs the same under a page, a callback, a job and a test.",
      { path: "^services/" },
      { path: "^(app|components|inngest)/|^node_modules/(next|react|react-dom)/" },
    ),
    rule(
      "front-door-between-modules",
      "Another module is reached through its index.ts only.",
      { path: "^services/([^/]+)/" },
      {
        path: "^services/([^/]+)/",
        pathNot: ["^services/$1/", "^services/[^/]+/index\\.ts$"],
        ...runtimeOnly,
      },
    ),
    rule(
      "front-door-from-outside",
      "Callers import a module's index.ts, never its insides.",
      { path: "^(app|inngest|components)/" },
      { path: "^services/[^/]+/", pathNot: "^services/[^/]+/index\\.ts$", ...runtimeOnly },
    ),
    rule(
      "money-knows-no-network",
      "Business modules declare desired state and stop there; the network is reached by event.",
      { path: "^services/(?!sync/|routers/)[^/]+/" },
      { path: "^services/(sync|routers)/|^lib/routeros/", ...runtimeOnly },
    ),
    rule(
      "lib-is-below",
      "lib knows nothing above it.",
      { path: "^lib/" },
      {
        path: "^(app|components|services|inngest|tests|scripts)/",
        // The resolver takes the npm package "inngest" for our folder's index.
        pathNot: "^inngest/index\\.ts$",
      },
    ),
    rule(
      "pure-core",
      "The sync and billing cores import only themselves and lib/money: no I/O, no clock, no packages.",
      { path: "^lib/(sync|billing)/" },
      { pathNot: "^lib/(sync|billing)/|^lib/money\\.ts$" },
    ),
    rule(
      "tables-are-private",
      "Only lib/db and services see the schema.",
      { path: "^(app|components|inngest|lib)/", pathNot: "^lib/db/" },
      { path: "^drizzle/", ...runtimeOnly },
    ),
    rule(
      "components-get-props",
      "Components may take a service's types, never its code.",
      { path: "^components/" },
      {
        path: "^(services|inngest|drizzle|app)/|^lib/(db|routeros|mpesa|sms|events)/",
        ...runtimeOnly,
      },
    ),
    rule(
      "product-without-tests",
      "Simulators and test support stand outside the product.",
      { path: "^(app|components|lib|services|inngest|drizzle)/" },
      { path: "^tests/" },
    ),
  ],
  options: {
    tsConfig: { fileName: "tests/architecture/tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|drizzle/migrations)/" },
  },
};
