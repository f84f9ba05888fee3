/** Tests of the data that suites run on. */
@NullMarked
package dev.quern.bench.data;

import org.jspecify.annotations.NullMarked;
