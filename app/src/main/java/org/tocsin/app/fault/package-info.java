/**
 * The parts of the fault test: a broker in a process of its own with a door for each role, a proxy before each door, the
 * faults, and a watch that asks every process whether it is ready.
 */
@NullMarked
package org.tocsin.app.fault;

import org.jspecify.annotations.NullMarked;
