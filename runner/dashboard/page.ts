/** Policy of the page: only its own files and its own server. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Policy of everything else: data, logs and files of tasks are never a page. */
const dataPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Headers of every answer. */
export const commonHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": dataPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cache-control": "no-store",
};

export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>azbatch</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css">
<script src="/app.js" defer></script>
</head>
<body></body>
</html>
`;

/**
 * Sent with the cookie to a browser that knows the token. It opens the address without the token. A redirect would not do: after a click in
 * another site, such as a chat, browsers don't send a `SameSite=Strict` cookie to the address that a redirect names.
 */
export const entryHtml = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=/">
<title>azbatch</title>
<link rel="icon" href="data:,">
<p><a href="/">Open the dashboard</a></p>
`;
