/** Statements that get a name. Every connection of the pool keeps all of them, so there is a limit. */
const NAMED_MAX = 400;
/** Longer texts are those that grow with their number of rows; they would fill the memory with names that never come back. */
const TEXT_MAX = 4_000;

/** What the driver asks for: the name under which the server keeps a statement. */
type StatementNames = (query: { readonly sql: string }) => string;

/**
 * Names for prepared statements. PostgreSQL parses and plans a named statement once per connection instead of at every use,
 * which is most of its work for our short queries. The same text always has the same name, in this process; once enough are
 * named, further texts go unnamed (the empty name) and cost what they cost before.
 */
export function createStatementNames(): StatementNames {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= NAMED_MAX || sql.length > TEXT_MAX || !PREPARABLE.test(sql)) return "";
    const name = `kw${names.size}`;
    names.set(sql, name);
    return name;
  };
}

/** BEGIN, COMMIT and the like have no plan to keep. */
const PREPARABLE = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;
