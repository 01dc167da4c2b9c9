/** Names that would do something on a page that took them for markup, for script, or for anything but text. */
export const hostile = [
  "<script>window.xss = 1</script>",
  '"><img src=x onerror="window.xss = 1">',
  "' autofocus onfocus=window.xss=1 x='",
  "<svg/onload=window.xss=1>",
  "</script><script>window.xss = 1</script>",
  "</title></style></textarea><script>window.xss = 1</script>",
  "<!--<script>window.xss = 1",
  '<iframe srcdoc="<script>parent.xss = 1</script>">',
  '<a href="javascript:window.xss=1">x</a>',
  '<meta http-equiv="refresh" content="0;url=data:text/html,x">',
  "&lt;script&gt;window.xss = 1&lt;/script&gt;",
  "${window.xss = 1}{{constructor.constructor('window.xss = 1')()}}",
  "__proto__",
] as const;
