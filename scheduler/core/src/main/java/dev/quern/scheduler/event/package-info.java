/**
 * What is told about running graphs: {@link dev.quern.scheduler.event.GraphEvent}s, from an
 * executor to every {@link dev.quern.scheduler.event.GraphListener} of the session; progress bars,
 * time reports and pages are made of them. A run that nobody listens to measures nothing.
 */
@NullMarked
package dev.quern.scheduler.event;

import org.jspecify.annotations.NullMarked;
