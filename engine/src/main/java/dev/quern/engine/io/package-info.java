/**
 * Where data comes from and goes to: {@link dev.quern.engine.io.Source}s that are read in splits
 * and {@link dev.quern.engine.io.Sink}s that take batches. A format is one package below this one
 * and implements both; what a query needs from a source (columns, row-group pruning) is pushed down
 * as {@link dev.quern.engine.io.ScanRequest}; what is only known when a split is opened, as a
 * filter that has to be computed or the keys of a join's table, as {@link
 * dev.quern.engine.io.RowFilter}.
 */
@NullMarked
package dev.quern.engine.io;

import org.jspecify.annotations.NullMarked;
