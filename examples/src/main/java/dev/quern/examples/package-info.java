/**
 * Runnable pipelines over real data, one class each; {@code examples/run} lists and starts them.
 */
@NullMarked
package dev.quern.examples;

import org.jspecify.annotations.NullMarked;
