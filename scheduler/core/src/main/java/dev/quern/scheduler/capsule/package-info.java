/**
 * Failed tasks in files. A {@link dev.quern.scheduler.capsule.CapsuleWriter} gets the task from the
 * executor while its inputs are still there and writes a zip file that holds all it needs; {@link
 * dev.quern.scheduler.capsule.Capsule} tells what is in there and runs the task again, alone, in
 * any virtual machine with the same class path.
 *
 * <pre>
 *   story.txt             what happened, for people
 *   capsule.properties    the same for programs: versions, options, classes of the user
 *   task.bin              key, origin and operator, by {@link dev.quern.scheduler.codec.TaskCodec}
 *   input-0.arrow ...     the inputs: batches as Arrow streams, blocks as raw little-endian elements
 * </pre>
 */
@NullMarked
package dev.quern.scheduler.capsule;

import org.jspecify.annotations.NullMarked;
