/** Tests of the TPC-H queries. */
@NullMarked
package dev.quern.bench.tpch;

import org.jspecify.annotations.NullMarked;
