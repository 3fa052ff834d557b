const NEWLINE = 0x0a;

/**
 * Splits a byte stream into its lines, decoded as UTF-8 and without the newline; an unfinished last line is dropped, since
 * a watch event that the server did not finish did not happen. Reads no faster than the lines are taken.
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, end);
      const line = pending.length === 0 ? piece : Buffer.concat([...pending, piece]);
      pending = [];
      start = end + 1;
      if (line.length > 0) yield Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8');
    }
    if (start < chunk.length) pending.push(chunk.subarray(start));
  }
}
