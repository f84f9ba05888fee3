/**
 * What is told about running graphs and tasks.
 *
 * <pre>
 *   RunRecorder   sums by plan node, ten times a second --&gt; GraphEvent --&gt; GraphListener: progress, times
 *      |
 *      v
 *   Events        every step of every task, when asked for
 *      |--&gt; a bounded buffer for each worker --&gt; TaskEvent --&gt; TaskListener
 *      \--&gt; jfr.* --&gt; the Java Flight Recorder
 * </pre>
 *
 * <p>A run that nobody listens to measures nothing.
 */
@NullMarked
package dev.quern.scheduler.event;

import org.jspecify.annotations.NullMarked;
