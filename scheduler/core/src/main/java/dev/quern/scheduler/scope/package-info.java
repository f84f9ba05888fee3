/**
 * Structured concurrency for work that waits for the outside world. A block of code opens an {@link
 * dev.quern.scheduler.scope.IoScope}, forks calls that run beside the lanes, each on a virtual
 * thread, joins them and reads their results; when the block is left, nothing of it goes on.
 */
@NullMarked
package dev.quern.scheduler.scope;

import org.jspecify.annotations.NullMarked;
