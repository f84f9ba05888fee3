/**
 * What the Java Flight Recorder is told: one class for each kind of event, all called {@code
 * dev.quern.*}. {@link dev.quern.scheduler.event.Events} fills them in on the thread where it
 * happens; what becomes of them is the recorder's business. An event that no recording asks for is
 * not even made.
 */
@NullMarked
package dev.quern.scheduler.event.jfr;

import org.jspecify.annotations.NullMarked;
