/** The live page: reads topics, streams to browsers. */
package org.tocsin.dashboard;
