/**
 * The logical plan of a frame: one record per operation, checked when it is made. Comes from the
 * calls of {@code DataFrame}, goes to {@code optimize} and {@code lower}.
 */
@NullMarked
package dev.quern.dataframes.plan;

import org.jspecify.annotations.NullMarked;
