/**
 * TPC-H: its 22 queries as frames, with joins in the order of the SQL text, and that text for other
 * engines. Tables come as files of {@code bench.data}; who runs the queries is {@code bench.suite}
 * and the tests.
 */
@NullMarked
package dev.quern.bench.tpch;

import org.jspecify.annotations.NullMarked;
