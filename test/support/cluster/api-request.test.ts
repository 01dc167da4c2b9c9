import assert from "node:assert/strict";
import { test } from "node:test";
import { readApiRequest } from "../api-proxy/api-request.ts";

const cases: readonly (readonly [request: string, words: string])[] = [
  ["GET /api/v1/namespaces/shop/pods?limit=500", "list pods shop"],
  ["GET /api/v1/namespaces/shop/pods?watch=true&resourceVersion=7", "watch pods shop"],
  ["GET /api/v1/namespaces/shop/pods/pricing-1", "get pods shop pricing-1"],
  ["POST /api/v1/namespaces/shop/pods/pricing-1/eviction", "create pods/eviction shop pricing-1"],
  [
    "GET /api/v1/namespaces/shop/services/http:gateway:8080/proxy/checkout",
    "connect services/proxy shop http:gateway:8080",
  ],
  ["DELETE /apis/apps/v1/namespaces/shop/deployments", "deletecollection deployments shop"],
  ["PATCH /apis/apps/v1/namespaces/shop/deployments/pricing/scale", "patch deployments/scale shop pricing"],
  ["GET /api/v1/namespaces/shop", "get namespaces shop"],
  ["PUT /api/v1/namespaces/shop/finalize", "update namespaces/finalize shop"],
  ["PATCH /api/v1/nodes/node-1", "patch nodes node-1"],
  ["GET /apis/chaos-mesh.org/v1alpha1", "other"],
  ["GET /api", "other"],
  ["GET /openapi/v3", "other"],
];

for (const [request, words] of cases) {
  test(`${request} is ${words}`, () => {
    const [method = "", path = ""] = request.split(" ");
    const { verb, resource, subresource, namespace, name } = readApiRequest(method, path);
    const what = subresource ? `${resource}/${subresource}` : resource;
    assert.equal([verb, what, namespace, name].filter(Boolean).join(" "), words);
  });
}
