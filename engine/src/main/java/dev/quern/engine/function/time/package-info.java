/**
 * Functions of dates and timestamps: the table is {@link
 * dev.quern.engine.function.time.TimeFunction}, and records beside it for those that have options.
 * What has to do with a calendar happens in local time: instants are brought into the zone of their
 * type first and back afterwards.
 */
@NullMarked
package dev.quern.engine.function.time;

import org.jspecify.annotations.NullMarked;
