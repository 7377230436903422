// Links that nobody means well with, or that met with an accident.

import { deflateSync } from "node:zlib";

/** A full link's payload for any text: codec 1, the length, then a zlib stream. */
export function payload(text) {
  const packed = deflateSync(text, { level: 9 });
  const length = Buffer.from([packed.length & 255, (packed.length >> 8) & 255, (packed.length >> 16) & 255]);
  return `m=1.${Buffer.concat([length, packed]).toString("base64url")}`;
}

/** Names and fragments. Each must end in words, never in an error, a hang or an alert. */
export const HOSTILE = {
  "a number beyond all numbers": "t=nft-marketplace&seed=1e999&runs=NaN",
  "malformed percent signs": "t=nft-market%E0%A4%A&p.x=%%%",
  "markup for a name": "t=<img src=x onerror=alert(1)>",
  "a path for a name": "t=../../../etc/passwd%00",
  "names that JavaScript knows": "t=nft-marketplace&p.__proto__=1&p.constructor=2&seed=-1",
  "a thousand times the same": `t=nft-marketplace${"&p.x=1".repeat(5000)}`,
  "a codec of the future": "m=999.AAAA",
  "something that is not base64": "m=1.!!!!\u{1F4A3}",
  "a payload that unpacks to 64 MB": payload(Buffer.alloc(64 << 20, " ")),
  "brackets without end": payload("[".repeat(200_000)),
  "an address of a megabyte": `m=1.${"A".repeat(1 << 20)}`,
  "a document of the future": payload('{"format":999,"meta":{"id":"a","title":"A"}}'),
  "a document with a formula of nothing": payload('{"format":1,"meta":{"id":"a","title":"A"},"metrics":[{"id":"m","label":"M","formula":"nobody + 1"}]}'),
  "a document with a script for a title": payload('{"format":1,"meta":{"id":"a","title":"<script>alert(1)</script>"},"nonsense":1}'),
};
