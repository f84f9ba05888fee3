/**
 * Row keys: the distinct combinations of values in some columns, numbered from 0 in order of first
 * appearance. Group-by, distinct, count-distinct and hash joins all stand on {@link
 * dev.quern.engine.key.KeyTable}: operators hand it the key columns of each morsel, and get back
 * one INT32 number a row, with which they update aggregate states or look up the rows of a join.
 *
 * <pre>
 *   key columns ──> DirectCache ──(every row known)──────────────────────> numbers
 *                        │ a row unknown, or keys not small
 *                        v
 *                   KeyLanes: 64-bit words a row ──> WordTable (hash) ──> numbers ──> DirectCache
 *                        │ strings over 12 bytes
 *                        v
 *                   StringPool: one place for each distinct long string
 * </pre>
 *
 * <p>{@link dev.quern.engine.key.DenseKeys} take the table's place on the build side of a join by a
 * single integer whose values are dense. {@link dev.quern.engine.key.SparseKeys} fill a table with
 * the keys of many rows that are all there, by several threads if there are any.
 *
 * <p>Tables live in native memory, so that they count against the budget without further ado;
 * scratch space of a few thousand rows is on the heap.
 */
@NullMarked
package dev.quern.engine.key;

import org.jspecify.annotations.NullMarked;
