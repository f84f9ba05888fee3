/**
 * Sources made one table of: files of a table whose columns have changed over time, read by name
 * with wider types where they have to be ({@link dev.quern.engine.io.merge.MergedSource}), and many
 * small splits read by one task ({@link dev.quern.engine.io.merge.CombinedSplit}).
 */
@NullMarked
package dev.quern.engine.io.merge;

import org.jspecify.annotations.NullMarked;
