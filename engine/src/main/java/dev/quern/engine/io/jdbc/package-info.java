/**
 * Tables of databases: {@link dev.quern.engine.io.jdbc.JdbcSource} reads a query in ranges of one
 * of its columns, a connection each; {@link dev.quern.engine.io.jdbc.JdbcWriter} inserts rows in
 * batches within one transaction. What databases say in their own way is in {@code JdbcDialect}.
 * The driver is the user's, on the class path.
 */
@NullMarked
package dev.quern.engine.io.jdbc;

import org.jspecify.annotations.NullMarked;
