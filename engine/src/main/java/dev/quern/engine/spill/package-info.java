/**
 * Batches put aside on disk while memory is short. An operator that holds more than its share
 * writes batches to a {@link dev.quern.engine.spill.SpillWriter} of its task's {@link
 * dev.quern.engine.spill.SpillSpace} and reads them back, one at a time, from {@link
 * dev.quern.engine.spill.SpilledBatches}. Where the files are, how much they may hold and who
 * clears them away is the runtime's business.
 *
 * <p>A {@link dev.quern.engine.spill.Spool} gathers batches of which some are in memory and some on
 * disk, and makes them a chunk. That is {@link dev.quern.engine.spill.Spillable}: the runtime puts
 * it aside without knowing what it is, and tasks read it from wherever it is.
 *
 * <p>Columns that must be addressed as a whole, as those of a window's partition, are memory that
 * lies on disk: {@link dev.quern.engine.spill.SpillSpace#onDisk}.
 *
 * <pre>
 *   SpillSpace.create -> BatchFileWriter    batches as an Arrow stream, their very bits
 *                          SpillFileWriter    in blocks, compressed and checksummed, counted by a SpillQuota
 *   SpilledBatches    -> BatchFile
 *                          SpillFile          deleted when the last reader is done
 * </pre>
 */
@NullMarked
package dev.quern.engine.spill;

import org.jspecify.annotations.NullMarked;
