/**
 * Window functions: for each row a value computed from other rows of its partition, which are in
 * order. {@link dev.quern.engine.window.WindowReader} reads rows sorted by partition and order, and
 * gives them on with a column more for each {@link dev.quern.engine.window.WindowFunction}.
 *
 * <pre>
 *   sorted rows ─> whole partitions ─> partitions, peers (bitmaps) ─┬─> ranks
 *                                                                   ├─> shifted and picked rows
 *                                                                   └─> frames ─> aggregates
 * </pre>
 *
 * <p>A partition that exceeds the task's share is the same in mapped files.
 */
@NullMarked
package dev.quern.engine.window;

import org.jspecify.annotations.NullMarked;
