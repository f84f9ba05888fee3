/**
 * Where data comes from and goes to: {@link dev.quern.engine.io.Source}s that are read in splits
 * and {@link dev.quern.engine.io.Sink}s that take batches. A format is one package below this one
 * and implements both; what a query needs from a source (columns, row-group pruning) is pushed down
 * as {@link dev.quern.engine.io.ScanRequest}.
 */
@NullMarked
package dev.quern.engine.io;

import org.jspecify.annotations.NullMarked;
