/**
 * The other engines: DuckDB in this process, Python's and C in processes of their own that are
 * asked line by line. They read the files of {@code bench.data}; their times and answers go to
 * {@code bench.harness}.
 */
@NullMarked
package dev.quern.bench.peer;

import org.jspecify.annotations.NullMarked;
