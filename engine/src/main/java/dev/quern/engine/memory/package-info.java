/**
 * Native memory: budgets, buffers and their life. Every byte of column data is allocated here, from
 * a {@link dev.quern.engine.memory.MemoryBudget} that has a name and a limit, and is handed to
 * everyone else as a bounded {@link java.lang.foreign.MemorySegment}.
 *
 * <p>This is the only package that touches arenas, raw addresses or Arrow's buffers. Allocation
 * goes through Arrow's allocator tree (so that Arrow's own vectors can share our memory), below
 * which our {@code FfmAllocationManager} takes 64-byte-aligned blocks from a pool that keeps, in
 * use and free together, what the open budgets may hold: over {@code aligned_alloc} and {@code
 * mmap}. What has no room in memory and must yet be addressed as if it had lies in mapped files
 * ({@code MappedBlock}).
 */
@NullMarked
package dev.quern.engine.memory;

import org.jspecify.annotations.NullMarked;
