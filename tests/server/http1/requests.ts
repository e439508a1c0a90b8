/**
 * Bytes that a client may send, and what they are: see `outcomeOf` for the form. `h` stands for a valid Host
 * line.
 */
export type Requests = readonly (readonly [name: string, bytes: string, outcome: readonly string[]])[];

const h = "Host: a.example\r\n";
const get = (target: string) => `GET ${target} HTTP/1.1\r\n${h}\r\n`;
const line = (requestLine: string) => `${requestLine}\r\n${h}\r\n`;
const fields = (lines: string) => `GET /f HTTP/1.1\r\n${h}${lines}\r\n`;
const host = (value: string) => `GET /h HTTP/1.1\r\nHost: ${value}\r\n\r\n`;
const post = (lines: string, body: string) => `POST /p HTTP/1.1\r\n${h}${lines}\r\n${body}`;
const chunked = (body: string) => post("Transfer-Encoding: chunked\r\n", body);
const NEXT = get("/next");

export const REQUEST_LINES: Requests = [
  ["a GET", get("/"), ["GET /"]],
  ["any token as the method", line("BREW-2 /pot HTTP/1.1"), ["BREW-2 /pot"]],
  ["a method in lower case, which is another method", line("get / HTTP/1.1"), ["get /"]],
  ["one empty line before the request line", `\r\n${get("/")}`, ["GET /"]],
  ["two empty lines before it", `\r\n\r\n${get("/")}`, ["refused 400 emptyLines"]],
  ["a bare CR before it", `\r${get("/")}`, ["refused 400 emptyLines"]],
  ["a bare LF before it", `\n${get("/")}`, ["refused 400 invalidMethod"]],
  ["a space before it", ` ${get("/")}`, ["refused 400 invalidMethod"]],
  ["a byte order mark before it", `\xef\xbb\xbf${get("/")}`, ["refused 400 invalidMethod"]],
  ["the first byte of a TLS handshake", "\x16\x03\x01", ["refused 400 invalidMethod"]],
  ["a method that is no token", line("G/T / HTTP/1.1"), ["refused 400 invalidMethod"]],
  ["two spaces after the method", line("GET  / HTTP/1.1"), ["refused 400 invalidRequestLine"]],
  ["two spaces after the target", line("GET /  HTTP/1.1"), ["refused 400 invalidVersion"]],
  ["a tab for a space", line("GET\t/ HTTP/1.1"), ["refused 400 invalidMethod"]],
  ["white space at the end of the line", line("GET / HTTP/1.1 "), ["refused 400 invalidVersion"]],
  ["a space within the target", line("GET /a b HTTP/1.1"), ["refused 400 invalidVersion"]],
  ["no version (HTTP/0.9)", "GET /\r\n\r\n", ["refused 400 invalidTarget"]],
  ["a line that ends with LF only", `GET / HTTP/1.1\n${h}\r\n`, ["refused 400 bareLineFeed"]],
  ["a line that ends with CR only", `GET / HTTP/1.1\r${h}\r\n`, ["refused 400 invalidVersion"]],
  ["a line that ends with CR CR LF", `GET / HTTP/1.1\r\r\n${h}\r\n`, ["refused 400 invalidVersion"]],
  ["a status line", "HTTP/1.1 200 OK\r\n\r\n", ["refused 400 invalidMethod"]],
  ["text that is no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", ["refused 400 invalidMethod"]],
  ["a line that is not complete", "GET / HT", ["..."]],
];

export const VERSIONS: Requests = [
  ["HTTP/1.0, without Host", "GET / HTTP/1.0\r\n\r\n", ["GET /"]],
  ["a higher minor version, read as 1.1", line("GET / HTTP/1.9"), ["GET /"]],
  ["HTTP/2.0", line("GET / HTTP/2.0"), ["refused 505 unsupportedVersion"]],
  ["HTTP/0.9", line("GET / HTTP/0.9"), ["refused 505 unsupportedVersion"]],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ["refused 505 unsupportedVersion"]],
  ["the name in lower case", line("GET / http/1.1"), ["refused 400 invalidVersion"]],
  ["a second digit of the minor version", line("GET / HTTP/1.10"), ["refused 400 invalidVersion"]],
  ["no minor version", line("GET / HTTP/1."), ["refused 400 invalidVersion"]],
  ["a comma for the dot", line("GET / HTTP/1,1"), ["refused 400 invalidVersion"]],
  ["another protocol", line("GET / ICE/1.0"), ["refused 400 invalidVersion"]],
  ["a NUL behind it", line("GET / HTTP/1.1\0"), ["refused 400 invalidVersion"]],
];

export const TARGETS: Requests = [
  ["path and query, as they came", get("/a//../%2e%zz?b=c&d=/?"), ["GET /a//../%2e%zz?b=c&d=/?"]],
  ["what browsers leave unescaped", get('/a?q={"b":[1|2]}^`\\'), ['GET /a?q={"b":[1|2]}^`\\']],
  ["the absolute form", get("http://b.example/x?y"), ["GET /x?y"]],
  ["the absolute form in capitals", get("HTTPS://b.example:8443/x"), ["GET /x"]],
  ["the absolute form without a path", get("http://b.example"), ["GET /"]],
  ["the absolute form with a query only", get("http://b.example?x"), ["GET /?x"]],
  ["the absolute form without a host", get("http:///x"), ["refused 400 invalidTarget"]],
  ["a user in the absolute form", get("http://u:p@b.example/"), ["refused 400 invalidTarget"]],
  ["another scheme", get("ftp://b.example/"), ["refused 400 invalidTarget"]],
  ["the asterisk of OPTIONS", line("OPTIONS * HTTP/1.1"), ["OPTIONS *"]],
  ["the asterisk of another method", get("*"), ["refused 400 invalidTarget"]],
  ["CONNECT", line("CONNECT b.example:443 HTTP/1.1"), ["refused 501 unsupportedConnect"]],
  ["CONNECT without a port", line("CONNECT b.example HTTP/1.1"), ["refused 400 invalidTarget"]],
  ["CONNECT with a path", line("CONNECT /x HTTP/1.1"), ["refused 400 invalidTarget"]],
  ["an authority for another method", get("b.example:80"), ["refused 400 invalidTarget"]],
  ["a relative reference", get("x/y"), ["refused 400 invalidTarget"]],
  ["a query alone", get("?x"), ["refused 400 invalidTarget"]],
  ["a fragment", get("/x#y"), ["refused 400 invalidTarget"]],
  ["octets that are not percent-encoded", get("/caf\xe9"), ["refused 400 invalidTarget"]],
  ["a control character", get("/a\x1bb"), ["refused 400 invalidTarget"]],
  ["a NUL", get("/a\0b"), ["refused 400 invalidTarget"]],
];

export const FIELDS: Requests = [
  ["an empty value", fields("X:\r\n"), ["GET /f"]],
  ["white space around a value", fields("X: \t v \t\r\n"), ["GET /f"]],
  ["octets above 0x7f in a value", fields("X: caf\xe9\r\n"), ["GET /f"]],
  ["every character of a token in a name", fields("!#$%&'*+-.^_`|~09azAZ: v\r\n"), ["GET /f"]],
  ["a space before the colon", fields("X : v\r\n"), ["refused 400 spaceBeforeColon"]],
  ["a tab before the colon", fields("X\t: v\r\n"), ["refused 400 spaceBeforeColon"]],
  ["a space within a name", fields("X Y: v\r\n"), ["refused 400 invalidFieldName"]],
  ["a folded line", fields("X: a\r\n b\r\n"), ["refused 400 obsFold"]],
  ["a line folded with a tab", fields("X: a\r\n\tb\r\n"), ["refused 400 obsFold"]],
  ["white space before the first line", `GET / HTTP/1.1\r\n ${h}\r\n`, ["refused 400 obsFold"]],
  ["no name", fields(": v\r\n"), ["refused 400 invalidFieldName"]],
  ["no colon", fields("Name\r\n"), ["refused 400 invalidFieldName"]],
  ["a delimiter in a name", fields("X[]: v\r\n"), ["refused 400 invalidFieldName"]],
  ["a NUL in a name", fields("X\0: v\r\n"), ["refused 400 invalidFieldName"]],
  ["an octet above 0x7f in a name", fields("X\xa0: v\r\n"), ["refused 400 invalidFieldName"]],
  ["a NUL in a value", fields("X: a\0b\r\n"), ["refused 400 invalidFieldValue"]],
  ["a control character in a value", fields("X: a\x07b\r\n"), ["refused 400 invalidFieldValue"]],
  ["DEL in a value", fields("X: a\x7f\r\n"), ["refused 400 invalidFieldValue"]],
  ["a bare CR in a value", fields("X: a\rY: b\r\n"), ["refused 400 invalidFieldValue"]],
  ["CR CR LF at the end of a line", fields("X: a\r\r\n"), ["refused 400 invalidFieldValue"]],
  ["a bare LF at the end of a line", fields("X: a\nY: b\r\n"), ["refused 400 bareLineFeed"]],
  [
    "a bare CR where the head should end",
    `GET / HTTP/1.1\r\n${h}\rX: y\r\n\r\n`,
    ["refused 400 invalidFieldName"],
  ],
  ["a head that is not complete", `GET / HTTP/1.1\r\n${h}\r`, ["..."]],
];

export const HOSTS: Requests = [
  ["a name", host("a.example"), ["GET /h"]],
  ["white space around it", host(" \ta.example\t "), ["GET /h"]],
  ["a port", host("a.example:8080"), ["GET /h"]],
  ["an empty port", host("a.example:"), ["GET /h"]],
  ["an IPv4 address", host("127.0.0.1"), ["GET /h"]],
  ["an IPv6 address", host("[2001:db8::1]:443"), ["GET /h"]],
  ["an IPv6 address that ends with an IPv4 one", host("[::ffff:192.0.2.1]"), ["GET /h"]],
  ["an address of the future", host("[v1.a:b]"), ["GET /h"]],
  ["an underscore", host("a_b.example"), ["GET /h"]],
  ["percent-encoding", host("a%20b"), ["GET /h"]],
  ["none at all", "GET /h HTTP/1.1\r\n\r\n", ["refused 400 missingHost"]],
  ["two that are equal", `GET /h HTTP/1.1\r\n${h}${h}\r\n`, ["refused 400 repeatedHost"]],
  ["two beside an absolute target", `GET http://a/h HTTP/1.1\r\n${h}${h}\r\n`, ["refused 400 repeatedHost"]],
  ["an empty one", host(""), ["refused 400 invalidHost"]],
  ["a port without a name", host(":80"), ["refused 400 invalidHost"]],
  ["a space within", host("a b"), ["refused 400 invalidHost"]],
  ["a path", host("a.example/x"), ["refused 400 invalidHost"]],
  ["a user", host("u@a.example"), ["refused 400 invalidHost"]],
  ["two ports", host("a.example:80:80"), ["refused 400 invalidHost"]],
  ["a port that is no number", host("a.example:0x50"), ["refused 400 invalidHost"]],
  ["a port that is too high", host("a.example:65536"), ["refused 400 invalidHost"]],
  ["an IPv6 address without brackets", host("::1"), ["refused 400 invalidHost"]],
  ["brackets that are not closed", host("[::1"), ["refused 400 invalidHost"]],
  ["too few groups", host("[1:2:3:4:5:6:7]"), ["refused 400 invalidHost"]],
  ["too many groups", host("[1:2:3:4:5:6:7:8:9]"), ["refused 400 invalidHost"]],
  ["a zone", host("[fe80::1%25eth0]"), ["refused 400 invalidHost"]],
  ["something behind the brackets", host("[::1]x"), ["refused 400 invalidHost"]],
  ["a cut percent-encoding", host("a%2"), ["refused 400 invalidHost"]],
  ["a character that no host has", host("a|b"), ["refused 400 invalidHost"]],
  ["an octet above 0x7f", host("caf\xe9"), ["refused 400 invalidHost"]],
];

export const CONTENT_LENGTHS: Requests = [
  ["a body of that length", post("Content-Length: 5\r\n", `hello${NEXT}`), ['POST /p "hello"', "GET /next"]],
  ["no body", post("Content-Length: 0\r\n", NEXT), ["POST /p", "GET /next"]],
  ["no length: no body", post("", NEXT), ["POST /p", "GET /next"]],
  ["leading zeros", post("Content-Length: 005\r\n", "hello"), ['POST /p "hello"']],
  ["a body of a GET", fields("Content-Length: 2\r\n") + "ok", ['GET /f "ok"']],
  [
    "a body that looks like a request",
    post(`Content-Length: ${NEXT.length}\r\n`, NEXT),
    [`POST /p ${JSON.stringify(NEXT)}`],
  ],
  [
    "an empty line behind a body",
    post("Content-Length: 1\r\n", `x\r\n${NEXT}`),
    ['POST /p "x"', "GET /next"],
  ],
  ["a body that is not complete", post("Content-Length: 5\r\n", "hell"), ["..."]],
  ...["+5", "-5", "0x5", "5x", "5e0", "5 5", "5,", "5, 5", "5, 6", "", "\xb2", "5.0", "NaN", "(5)"].map(
    (value) =>
      [
        `"${value}"`,
        post(`Content-Length: ${value}\r\n`, "hello"),
        ["refused 400 invalidContentLength"],
      ] as const,
  ),
  [
    "two that are equal",
    post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
    ["refused 400 repeatedContentLength"],
  ],
  [
    "two that differ",
    post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"),
    ["refused 400 repeatedContentLength"],
  ],
  ["2^53 + 1", post("Content-Length: 9007199254740993\r\n", "x"), ["refused 413 bodyTooLarge"]],
  ["2^64", post("Content-Length: 18446744073709551616\r\n", "x"), ["refused 413 bodyTooLarge"]],
  ["a thousand digits", post(`Content-Length: ${"1".repeat(1000)}\r\n`, "x"), ["refused 413 bodyTooLarge"]],
];

const te = (value: string, lines = "") =>
  post(`Transfer-Encoding: ${value}\r\n${lines}`, `5\r\nhello\r\n0\r\n\r\n${NEXT}`);

export const TRANSFER_ENCODINGS: Requests = [
  ["chunked", te("chunked"), ['POST /p "hello"', "GET /next"]],
  ["chunked in any case", te("\t CHUNKed"), ['POST /p "hello"', "GET /next"]],
  ["another coding", te("gzip"), ["refused 501 unsupportedTransferEncoding"]],
  ["another coding before chunked", te("gzip, chunked"), ["refused 501 unsupportedTransferEncoding"]],
  [
    "another coding on a line before",
    te("gzip", "Transfer-Encoding: chunked\r\n"),
    ["refused 501 unsupportedTransferEncoding"],
  ],
  ["identity", te("identity"), ["refused 501 unsupportedTransferEncoding"]],
  ["chunked that is not the last", te("chunked, gzip"), ["refused 400 invalidTransferEncoding"]],
  ["chunked twice", te("chunked, chunked"), ["refused 400 invalidTransferEncoding"]],
  [
    "chunked on two lines",
    te("chunked", "Transfer-Encoding: chunked\r\n"),
    ["refused 400 invalidTransferEncoding"],
  ],
  ["an empty value", te(""), ["refused 400 invalidTransferEncoding"]],
  ["an empty member", te(", chunked"), ["refused 400 invalidTransferEncoding"]],
  ["a parameter", te("chunked;q=1"), ["refused 400 invalidTransferEncoding"]],
  ["quotes", te('"chunked"'), ["refused 400 invalidTransferEncoding"]],
  ["a next line character behind it", te("chunked\x85"), ["refused 400 invalidTransferEncoding"]],
  ["a vertical tab behind it", te("chunked\x0b"), ["refused 400 invalidFieldValue"]],
  ["a length beside it", te("chunked", "Content-Length: 5\r\n"), ["refused 400 lengthAndTransferEncoding"]],
  [
    "a length beside an unknown coding",
    te("gzip", "Content-Length: 5\r\n"),
    ["refused 400 lengthAndTransferEncoding"],
  ],
  ["HTTP/1.0", te("chunked").replace("HTTP/1.1", "HTTP/1.0"), ["refused 400 transferEncodingInHttp10"]],
];

const refusedChunk = ["refused 400 invalidChunkSize"];
const refusedEnd = ["refused 400 invalidChunkEnd"];

export const CHUNKS: Requests = [
  ["one chunk", chunked(`5\r\nhello\r\n0\r\n\r\n${NEXT}`), ['POST /p "hello"', "GET /next"]],
  ["many chunks", chunked(`${"1\r\nx\r\n".repeat(300)}0\r\n\r\n`), [`POST /p "${"x".repeat(300)}"`]],
  ["an empty body", chunked("0\r\n\r\n"), ['POST /p ""']],
  [
    "sizes in capitals, with zeros before",
    chunked("00A\r\n0123456789\r\n000\r\n\r\n"),
    ['POST /p "0123456789"'],
  ],
  ["line ends as data", chunked("4\r\n\r\n\r\n\r\n0\r\n\r\n"), ['POST /p "\\r\\n\\r\\n"']],
  ["extensions", chunked('5;a;b=c ; d = "\\"e;\xe9"\r\nhello\r\n0;end\r\n\r\n'), ['POST /p "hello"']],
  ["a body that is not complete", chunked("5\r\nhello\r\n0\r\n"), ["..."]],
  ...["", "+5", " 5", "0x5", "5h", "5_", "5 ", "5 5", "5=1", ";a", "5:", "-0"].map(
    (size) => [`the size "${size}"`, chunked(`${size}\r\nhello\r\n0\r\n\r\n`), refusedChunk] as const,
  ),
  ["an extension without a name", chunked("5;=b\r\nhello\r\n0\r\n\r\n"), refusedChunk],
  ["a quote that is not closed", chunked('5;a="b\r\nhello\r\n0\r\n\r\n'), refusedChunk],
  ["a bare LF behind a size", chunked("5\nhello\r\n0\r\n\r\n"), refusedChunk],
  ["a bare LF within an extension", chunked("5;a\nb\r\nhello\r\n0\r\n\r\n"), refusedChunk],
  ["a bare CR within an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), refusedChunk],
  ["CR CR LF behind a size", chunked("5\r\r\nhello\r\n0\r\n\r\n"), refusedChunk],
  ["a size that is too small", chunked("4\r\nhello\r\n0\r\n\r\n"), refusedEnd],
  ["a size that is too large", chunked("6\r\nhello\r\n0\r\n\r\n"), refusedEnd],
  ["a bare LF behind the data", chunked("5\r\nhello\n0\r\n\r\n"), refusedEnd],
  ["CR and another character behind the data", chunked("5\r\nhello\rX0\r\n\r\n"), refusedEnd],
  ["2^53 + 5", chunked("20000000000005\r\nhello\r\n0\r\n\r\n"), ["refused 413 bodyTooLarge"]],
  ["2^64 + 5", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), refusedChunk],
  ["a size of seventeen digits", chunked(`${"0".repeat(16)}5\r\nhello\r\n0\r\n\r\n`), refusedChunk],
];

const trailers = (lines: string) => chunked(`5\r\nhello\r\n0\r\n${lines}\r\n${NEXT}`);

export const TRAILERS: Requests = [
  ["trailer lines", trailers("X-Sum: 1\r\nVary:\r\n"), ['POST /p "hello"', "GET /next"]],
  [
    "lines that would change the framing",
    trailers("Content-Length: 9\r\nHost: b\r\n"),
    ['POST /p "hello"', "GET /next"],
  ],
  ["a space before the colon", trailers("X : v\r\n"), ["refused 400 spaceBeforeColon"]],
  ["a request line", trailers("GET /smuggled HTTP/1.1\r\n"), ["refused 400 invalidFieldName"]],
  ["a NUL", trailers("X: \0\r\n"), ["refused 400 invalidFieldValue"]],
  ["a bare CR where it should end", chunked("0\r\n\rX"), ["refused 400 invalidFieldName"]],
  ["a section that is not complete", chunked("0\r\nX: v\r\n"), ["..."]],
];

export const PIPELINES: Requests = [
  ["requests one behind the other", get("/a") + get("/b") + get("/c"), ["GET /a", "GET /b", "GET /c"]],
  [
    "bodies of each kind between them",
    get("/a") + post("Content-Length: 3\r\n", "one") + chunked("3\r\ntwo\r\n0\r\n\r\n") + get("/b"),
    ["GET /a", 'POST /p "one"', 'POST /p "two"', "GET /b"],
  ],
  [
    "an error between them: nothing is read behind it",
    `${get("/a")}BAD\r\n\r\n${get("/b")}`,
    ["GET /a", "refused 400 invalidMethod"],
  ],
];

export const EXPECTATIONS: Requests = [
  ["100-continue", post("Expect: 100-continue\r\nContent-Length: 2\r\n", "ok"), ['POST /p "ok"']],
  ["100-continue in capitals", post("Expect: 100-CONTINUE\r\nContent-Length: 2\r\n", "ok"), ['POST /p "ok"']],
  ["100-continue without a body", fields("Expect: 100-continue\r\n"), ["GET /f"]],
  ["anything else", fields("Expect: wonders\r\n"), ["refused 417 expectationFailed"]],
  [
    "something else beside it",
    fields("Expect: 100-continue, wonders\r\n"),
    ["refused 417 expectationFailed"],
  ],
  ["anything in HTTP/1.0", "GET / HTTP/1.0\r\nExpect: wonders\r\n\r\n", ["GET /"]],
];

/** All of them, for what must hold whatever is sent. */
export const ALL_REQUESTS: Requests = [
  ...REQUEST_LINES,
  ...VERSIONS,
  ...TARGETS,
  ...FIELDS,
  ...HOSTS,
  ...CONTENT_LENGTHS,
  ...TRANSFER_ENCODINGS,
  ...CHUNKS,
  ...TRAILERS,
  ...PIPELINES,
  ...EXPECTATIONS,
];
