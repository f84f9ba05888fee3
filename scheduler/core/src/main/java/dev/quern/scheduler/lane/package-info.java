/**
 * Who does the work: {@link dev.quern.scheduler.lane.Lanes} are threads, or a simulator's single
 * one, that carry out {@link dev.quern.scheduler.lane.Strand}s, each in the name of a {@link
 * dev.quern.scheduler.lane.Work}. Strands come from whoever runs graphs, tasks or actors; what they
 * do with data is not known here. Time is the lanes' too, so that all of it can be simulated.
 */
@NullMarked
package dev.quern.scheduler.lane;

import org.jspecify.annotations.NullMarked;
